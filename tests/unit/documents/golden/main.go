// Command main asks sigs.k8s.io/yaml, the reader of Kubernetes, what it makes of YAML texts.
//
//	go mod init golden && go get sigs.k8s.io/yaml@v1.6.0 && go run . <texts.json >answers.json
package main

import (
	"encoding/json"
	"os"

	"sigs.k8s.io/yaml"
)

type answer struct {
	YAML   string `json:"yaml"`
	JSON   string `json:"json,omitempty"`
	Error  string `json:"error,omitempty"`
	Strict string `json:"strict,omitempty"`
}

func ask(text string) answer {
	read, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return answer{YAML: text, Error: err.Error()}
	}
	if _, err := yaml.YAMLToJSONStrict([]byte(text)); err != nil {
		return answer{YAML: text, JSON: string(read), Strict: err.Error()}
	}
	return answer{YAML: text, JSON: string(read)}
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	answers := make([]answer, len(texts))
	for i, text := range texts {
		answers[i] = ask(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
