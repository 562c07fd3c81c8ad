"""A whole workspace: into a file, out of it elsewhere, copied beside itself, deleted.

`plan` walks the models, so that a new one is carried by itself; `writing` makes the file, `reading` refuses a bad one,
`restoring` gives every row a new number, `numbers` and `told` say what an old number has become.
"""
