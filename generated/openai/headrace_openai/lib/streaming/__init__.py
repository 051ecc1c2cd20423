"""Stream helpers: events that follow from a raw stream, snapshots of what there is so far, and the final object."""
