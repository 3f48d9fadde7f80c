"""Pages about groups. Every one fetches through `visible_to`, `joined_by` or `kept_by`; what is not there is a 404."""
