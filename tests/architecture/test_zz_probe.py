from collections import Counter
from tests.architecture.test_http_input import *
from tests.architecture.test_http_schema import *
def test_bodies(app, ada, engine):
    for way in writing(app):
        a = full_bakery(engine, uuid4().hex[:8])
        client = program(a.bakery, app=app) if way.bearer else browser(a.bakery, app)
        r = send(way, client, a, body_of(way, a, "Word"))
        print(way, r.status_code, r.text[:200].replace("\n"," ") if way.bearer and r.status_code>=400 else "")
def test_fuzz(live_server, engine):
    full = full_bakery(engine, uuid4().hex[:8]); headers={"Authorization": f"Bearer {full.bakery.token()}"}
    schema = schemathesis.openapi.from_dict(live_server.app.openapi())
    for found in schema.get_all_operations():
        op=found.ok(); c=Counter()
        @given(case=op.as_strategy())
        @hypothesis_settings(max_examples=10, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        def t(case):
            case.headers={**(case.headers or {}), **headers}
            c[case.call(base_url=live_server.url).status_code]+=1
        t(); print(op.method, op.path, dict(c))
