"""What the API server asks of fields together: selector and labels, mount and volume, request and limit."""
