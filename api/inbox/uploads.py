"""Files that came with messages, for those who answer them."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.attachments import download
from api.deps import PathId, RepDep, ServicesDep
from api.errors import responses
from store import uploads

router = APIRouter(prefix="/inbox/uploads", tags=["inbox"])


@router.get("/{upload_id}", response_class=FileResponse, responses=responses(401, 404))
async def download_file(upload_id: PathId, rep: RepDep, services: ServicesDep) -> Response:
    """Give a rep the file that came with a message."""
    found = await services.db.read(lambda s: uploads.get(s, upload_id))
    return download(services.settings.data_dir, found)
