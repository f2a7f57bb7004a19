import { samplePdf } from "../../connectors/kit/sandbox/sample-pdf.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { State } from "./state.ts";

const denied = (code: string): SandboxReply => ({
  status: code === "InvalidArgument" ? 400 : 403,
  headers: { "content-type": "application/xml" },
  text: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
});

/** The store of files behind a signed link: it takes no second proof, and the link ends after an hour. */
export function handleLabel({ path, headers }: SandboxRequest, state: State): SandboxReply | null {
  const [, id] = /^\/labels\/([^/]+)\.pdf$/.exec(path) ?? [];
  if (id === undefined) return null;
  if (headers.authorization !== undefined) return denied("InvalidArgument");
  const shipment = state.shipments.get(id);
  if (!shipment || state.clock.now() > shipment.labelUntil) return denied("AccessDenied");
  return {
    status: 200,
    headers: { "content-type": "application/pdf" },
    bytes: samplePdf([id, "Velocity"]),
  };
}
