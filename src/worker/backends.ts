import type { Backend, BackendKind } from "./backend.ts";
import { InlineBackend } from "./inline-backend.ts";
import { ProcessBackend } from "./process-backend.ts";
import { rehearse } from "./rehearsal.ts";
import { withSpares } from "./spares.ts";
import { ThreadBackend } from "./thread-backend.ts";

const backends = new Map<BackendKind, Backend>();

/** The program's one backend of this kind; threads and processes are started from warm spares where one fits. */
export function backendOf(kind: BackendKind): Backend {
  let backend = backends.get(kind);
  if (backend === undefined) {
    backend = create(kind);
    backends.set(kind, backend);
  }
  return backend;
}

function create(kind: BackendKind): Backend {
  switch (kind) {
    case "inline":
      return new InlineBackend();
    case "thread":
      return withSpares(new ThreadBackend(), rehearse);
    case "process":
      return withSpares(new ProcessBackend(), rehearse);
  }
}
