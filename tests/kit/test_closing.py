import os

from coproduction.kit import closing


def test_a_process_sees_that_the_one_it_was_forked_from_was_asked_to_stop(monkeypatch):
    monkeypatch.setattr(closing, "_asked", closing.mmap.mmap(-1, 1))
    assert not closing.begun()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.read(told, 1)
        os._exit(7 if closing.begun() else 0)
    closing.begin()
    os.write(tell, b"!")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert closing.begun()
