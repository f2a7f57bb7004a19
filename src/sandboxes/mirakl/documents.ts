/** Documents of orders (DO01, OR72, OR73, OR74). Refusals are those the description names; their codes follow its one example. */
import type { DocumentControls } from "../../connectors/kit/sandbox/document-controls.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { notFound, ok, problem, use } from "./replies.ts";
import { type DocumentType, iso, type State, type StoredDocument } from "./state.ts";

const DAY_MS = 86_400_000;
/** "An order can have a maximum of 50 documents." */
const MOST = 50;
/** "Only documents of the following types are supported". */
const EXTENSIONS = new Set("csv doc xls xlsx ppt pdf odt ods odp txt rtf png jpg gif zpl mov mp4".split(" "));
/** Restricted to the operator, and not to be uploaded to an order at all. */
const RESTRICTED = new Set(["SYSTEM_DELIVERY_BILL", "SYSTEM_SHIPMENT_DELIVERY_BILL", "SYSTEM_MESSAGE_ATTACHMENT"]);

/** Those of the description's example. */
export const documentTypes = (): DocumentType[] => [
  { code: "SYSTEM_DELIVERY_BILL", description: "Delivery slip", entity: "ORDER", label: "Delivery slip" },
  { code: "CUSTOMER_INVOICE", description: "Invoice", entity: "ORDER", label: "Invoice" },
  { code: "LEGAL_DOC", description: "Legal documents", entity: "SHOP", label: "Legal documents" },
];

export function handleDocuments(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , area, second, third] = request.path.split("/");
  if (area === "documents") return types(request, state);
  if (area !== "orders" || !(second === "documents" || third === "documents")) return null;
  if (!state.platform.hasDocuments) return problem(403, "Forbidden");
  if (second === "documents") return third === "download" ? download(request, state) : list(request, state);
  if (request.method !== "POST") return null;
  return upload(request, decodeURIComponent(second ?? ""), state);
}

function types(request: SandboxRequest, state: State): SandboxReply {
  use(state, "DO01", { apartMs: DAY_MS });
  if (!state.platform.hasDocumentTypes) return problem(403, "Forbidden");
  const entities = request.query.get("entities")?.split(",") ?? ["ORDER", "SHOP"];
  return ok({ documents: state.documentTypes.filter(({ entity }) => entities.includes(entity)) });
}

const idsOf = (request: SandboxRequest, name: string): readonly string[] | undefined =>
  request.query.get(name)?.split(",");

function list(request: SandboxRequest, state: State): SandboxReply {
  const ids = idsOf(request, "order_ids");
  if (ids === undefined) return problem(400, "The parameter order_ids is required");
  if (ids.length > 100) return problem(400, "The limit of 100 is exceeded for the parameter order_ids");
  const found = state.documents.filter(({ orderId }) => ids.includes(orderId));
  return ok({
    order_documents: found.map((one) => ({
      id: one.id,
      order_id: one.orderId,
      file_name: one.fileName,
      file_size: one.content.byteLength,
      type: one.type,
      date_uploaded: iso(one.at),
    })),
    total_count: found.length,
  });
}

/** One document alone comes as it is. */
function download(request: SandboxRequest, state: State): SandboxReply {
  const ids = idsOf(request, "document_ids");
  if (ids?.length !== 1) return problem(400, "The emulated marketplace makes no archives");
  const found = state.documents.find(({ id }) => String(id) === ids[0]);
  if (!found) return notFound;
  return { status: 200, bytes: found.content, headers: { "content-type": "application/octet-stream" } };
}

interface Described {
  readonly file_name?: string;
  readonly type_code?: string;
}

interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly content: Buffer;
}

/** The parts of a form, each with its bytes as they are. */
function partsOf(request: SandboxRequest): readonly Part[] {
  const [, boundary] = /boundary=(\S+)$/.exec(request.headers["content-type"] ?? "") ?? [];
  if (boundary === undefined) return [];
  const sections = request.body.toString("latin1").split(`--${boundary}`).slice(1, -1);
  return sections.map((section) => {
    const end = section.indexOf("\r\n\r\n");
    const head = Buffer.from(section.slice(0, end), "latin1").toString("utf8");
    return {
      name: /[; ]name="([^"]*)"/.exec(head)?.[1] ?? "",
      fileName: /filename="([^"]*)"/.exec(head)?.[1],
      content: Buffer.from(section.slice(end + 4, -2), "latin1"),
    };
  });
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);

function upload(request: SandboxRequest, orderId: string, state: State): SandboxReply {
  if (!state.orders.has(orderId)) return notFound;
  const parts = partsOf(request);
  const json = parts.find(({ name }) => name === "order_documents")?.content.toString("utf8");
  const files = parts.filter(({ name }) => name === "files");
  if (json === undefined || files.length === 0) return problem(400, "files and order_documents are required");
  if (files.some(({ fileName = "" }) => !isAscii(fileName))) return problem(400, "The file name is invalid");
  const { order_documents: described = [] } = JSON.parse(json) as { order_documents?: Described[] };
  const failures: object[] = [];
  for (const input of described) {
    const { file_name: fileName = "", type_code: type = "" } = input;
    const file = files.find((one) => one.fileName === fileName);
    const failure = refusalOf(input, file, { orderId, state });
    if (failure) failures.push({ input, errors: [failure] });
    else if (file) add(state, { orderId, fileName, type, content: file.content });
  }
  return ok({ errors_count: failures.length, order_documents: failures });
}

function refusalOf(
  { file_name: fileName = "", type_code: type = "" }: Described,
  file: Part | undefined,
  { orderId, state }: { readonly orderId: string; readonly state: State },
): object | null {
  const error = (field: string, message: string) => ({ code: `valid_order_document.${field}`, field, message });
  if (file === undefined) return error("file_name", "No file has this name");
  if (!EXTENSIONS.has(fileName.split(".").at(-1)?.toLowerCase() ?? "")) return error("file_name", "Unsupported format");
  if (!state.documentTypes.some(({ code, entity }) => code === type && entity === "ORDER"))
    return error("type_code", "Unable to retrieve document's type from the given code");
  if (RESTRICTED.has(type)) return error("type_code", "The document's type is restricted");
  const others = state.documents.filter((one) => one.orderId === orderId);
  if (others.some((one) => one.fileName === fileName)) return error("file_name", "The file name is already used");
  if (others.length >= MOST) return error("file_name", "The order has the maximum of 50 documents");
  return null;
}

function add(
  state: State,
  { orderId, fileName, type, content }: Pick<StoredDocument, "orderId" | "fileName" | "type" | "content">,
): string {
  const id = state.id();
  state.documents.push({ id, orderId, fileName, type, content, at: state.clock.now() });
  return String(id);
}

export const documentControls = (state: State): Required<DocumentControls> => ({
  documentsOf: (key) => state.documents.filter(({ orderId }) => orderId === key),
  addDocument: (key, { fileName, content }) =>
    add(state, {
      orderId: state.orders.get(key)?.id ?? missing("order", key),
      fileName,
      type: "SYSTEM_DELIVERY_BILL",
      content,
    }),
  refuseDocuments: () => void state.documentTypes.splice(0),
});
