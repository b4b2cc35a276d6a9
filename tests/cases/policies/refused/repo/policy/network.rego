package main

deny contains "told to somebody" if {
	http.send({"method": "post", "url": "http://example.com", "body": input})
}

warn contains "read from a file" if parse_config_file("x.yaml")
