"""What was read and found good: fingerprints of the functions that hold the walls up.

When one changes, the catalogue test says so with the new value. Read the function first."""

PINS = {
    "app.tenant_id": "5b3ec64d44c1432e",
    "authn.claim_account": "9a0e11240fa46818",
    "authn.close_my_session": "cc03f68bc8d9a057",
    "authn.close_session": "d29c484ed02139ab",
    "authn.close_sessions": "974b901add4e09b9",
    "authn.create_account": "5ef0e3414516c57c",
    "authn.create_token": "b0a2a4f5e568dd1e",
    "authn.disable_account": "e69465080a3be43e",
    "authn.find_account": "175162b608750a3b",
    "authn.find_credentials": "1903268755e2a026",
    "authn.forget_hits": "f2c3409bebed13c9",
    "authn.hit": "e37bdfe576513ad7",
    "authn.join_tenant": "dd96e96cf09a1f51",
    "authn.leave_tenant": "ca96ff9ad724e3f6",
    "authn.my_sessions": "33306486ac692391",
    "authn.my_tenants": "1793d5bb837bed3f",
    "authn.my_tokens": "529dc92f746f57c2",
    "authn.open_session": "a5123fbac0e955c9",
    "authn.rename_account": "34fc91b600c52068",
    "authn.resolve_session": "9211d6c8c1754246",
    "authn.resolve_token": "367a508e630b802a",
    "authn.revoke_token": "ffde8fe3c6cf7d09",
    "authn.rotate_session": "13a7fcb5e3e59833",
    "authn.schema_version": "6fc3fc08c26fde2a",
    "authn.set_password": "8eb5d8fbe162185c",
    "authn.sweep": "bf0aee1c6e1ad088",
}
