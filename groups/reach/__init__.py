"""Whether email reaches an address: it does not exist, its reader does not want our letters, or it fails now and then.

Nouns: Suppression (nothing goes there), Trouble (times in a row that it failed). Takes an address and a letter as given;
leans on history and on the kinds of choices. notices asks it before each sending; bounces tells it what came back.
"""
