"""What the group is about to say: written, put to the group, agreed and sent; or taken back, with the reason.

Noun: Agreement. Who said it: *with my name* keeps the person, *from the group* keeps nobody, in the steps as well.
Leans on log (the thing said) and notices (letters).
"""
