"""What browsers open: the demo page, both web apps, the served documents, the sign-in link."""

from fastapi import APIRouter

from api.pages import docs, sign_in, site

router = APIRouter()
router.include_router(site.router)
router.include_router(docs.router)
router.include_router(sign_in.router)
