"""Whether an email address or a mobile number takes our letters: it is not there, its reader wants none, or it fails often.

Nouns: Suppression (nothing goes there), Trouble (times in a row that it failed). Takes an address and a letter as given;
leans on history and on the kinds of choices. notices asks it before each sending; bounces tells it what came back.
"""
