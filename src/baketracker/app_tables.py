"""Every table, by importing every module that declares one: what migrations and tests walk."""

import baketracker.accounts.models
import baketracker.assembly.models
import baketracker.assistant.models
import baketracker.db.audit
import baketracker.db.idempotency
import baketracker.db.journal
import baketracker.events.models
import baketracker.files.models
import baketracker.finished_goods.models
import baketracker.finished_stock.models
import baketracker.giving.models
import baketracker.ingredients.models
import baketracker.materials.models
import baketracker.pantry.models
import baketracker.plans.models
import baketracker.production.models
import baketracker.products.models
import baketracker.proposals.models
import baketracker.purchases.models
import baketracker.recipes.models
import baketracker.reports.models
import baketracker.shopping.models
import baketracker.suppliers.models
import baketracker.tasks.models  # noqa: F401
from baketracker.db.base import Base

metadata = Base.metadata
