"""The calls of both clients as editors see them; nothing is here at run time."""
