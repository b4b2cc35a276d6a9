package lib

team(resource) := resource.metadata.labels.team
