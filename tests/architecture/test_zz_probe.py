from tests.architecture.test_http_input import *
def test_bodies(app, ada, engine):
    for way in writing(app):
        if way.bearer:
            a = full_bakery(engine, uuid4().hex[:8])
            r = send(way, program(a.bakery, app=app), a, body_of(way, a, "Word"))
            print(way, r.status_code, r.text[230:600] if r.status_code==422 else "")
