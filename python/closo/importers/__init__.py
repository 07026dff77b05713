"""Measured files of cyclers and potentiostats as tables in the Battery Data Format. Needs nothing but Python for text;
`python3 -m closo.importers` is the command, docs/import.md the manual."""
