"""What people read before they meet: on time, in plain words, in the form they need, checked once a year.

Nouns: Paper (promised, then here), PaperVersion (each one stays), PaperFile (the paper itself, Easy Read, large print, sound,
a sign-language film) and PaperNudge. When staff had it first is asked, so that the head start shows. Leans on meetings,
agendas, charter (how many days before), history and notices.
"""
