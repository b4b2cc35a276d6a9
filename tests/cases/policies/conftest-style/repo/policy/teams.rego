package main

import data.lib

warn contains {"msg": msg, "pointer": "/metadata/labels/team"} if {
	team := lib.team(input)
	not team in data.teams.known
	msg := sprintf("there is no team %s", [team])
}
