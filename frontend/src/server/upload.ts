import { failureOf, type ServerFailure } from './failure';

/** What became of an upload: the key that a mutation names it by, or why not. */
export type Uploaded = { key: string } | { failure: ServerFailure };

/**
 * Sends a file as it is to POST /uploads, telling `progress` the share that is on its way.
 * XMLHttpRequest, because fetch can't tell how far an upload has come.
 */
export function upload(file: File, progress: (share: number) => void, signal?: AbortSignal): Promise<Uploaded> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/uploads');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => resolve(read(request));
    request.onerror = () => resolve({ failure: { code: 'UNREACHABLE', message: 'the upload was cut off' } });
    request.onabort = () => resolve({ failure: { code: 'UNREACHABLE', message: 'the upload was cancelled' } });
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function read(request: XMLHttpRequest): Uploaded {
  const requestId = request.getResponseHeader('x-request-id') ?? undefined;
  try {
    const body = JSON.parse(request.responseText) as { uploadKey?: string; errors?: unknown[] };
    if (request.status < 300 && body.uploadKey) return { key: body.uploadKey };
    if (body.errors?.length) {
      return { failure: { requestId, ...failureOf(body.errors) } };
    }
  } catch {
    // Not JSON: what follows says so.
  }
  return { failure: { code: 'UNREADABLE', message: `HTTP ${request.status}`, requestId } };
}
