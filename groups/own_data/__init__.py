"""Everything about me: a person takes away what is held of them, as a page to read and as a file for programs.

No tables. What belongs to whom stands in the tables of `coproduction.kit.personal`; rooms add files and narrow what may still be
read. Leans on history. What is said without a name is not in it: nobody has who wrote it.
"""
