"""The toolbox: knows no domain noun and has no tables. Doors, the clock, refusals, forms, paging, working days, charts."""
