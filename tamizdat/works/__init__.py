"""The rounds that join the rooms: what the desk publishes reaches the press, and what is due gets done."""
