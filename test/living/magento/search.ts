/** Stands for the search server of a shop: it takes what it is told to keep, and finds nothing. Nobody searches in a run. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface EmptySearch {
  readonly port: number;
  close(): Promise<void>;
}

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const ABOUT = {
  name: "empty",
  cluster_name: "empty",
  version: { number: "2.12.0", distribution: "opensearch", lucene_version: "9.9.2" },
};
const FOUND = { took: 1, timed_out: false, hits: { total: { value: 0, relation: "eq" }, max_score: null, hits: [] } };

/** What was done with each line of a bulk: a deletion is one line, all others have what is kept in a second. */
function bulk(body: string): object {
  const items = body.split("\n").flatMap((line) => {
    const reported: unknown = line.startsWith("{") ? JSON.parse(line) : {};
    const [[done, row] = ["", {}]] = Object.entries(reported as Record<string, { readonly _id?: unknown }>);
    return /^(index|create|update|delete)$/.test(done) && row?._id !== undefined
      ? [{ [done]: { _id: String(row._id), status: 200, result: "updated" } }]
      : [];
  });
  return { took: 1, errors: false, items };
}

function answerTo({ method, path, body }: RecordedRequest): object {
  const [index = ""] = path.split("/").slice(1);
  if (path === "/") return ABOUT;
  if (path.endsWith("/_bulk")) return bulk(body);
  if (/\/_m?search$/.test(path)) return FOUND;
  if (path.endsWith("/_count")) return { count: 0 };
  if (path.endsWith("/_stats")) return { indices: {} };
  if (path.includes("/_alias") && method === "GET") return {};
  if (path.endsWith("/_mapping") && method === "GET") return { [index]: { mappings: { properties: {} } } };
  return { acknowledged: true, shards_acknowledged: true, index };
}

const askedBy = async (request: IncomingMessage): Promise<RecordedRequest> => ({
  method: request.method ?? "GET",
  path: new URL(request.url ?? "/", "http://search").pathname,
  body: await text(request),
});

export async function openEmptySearch(): Promise<EmptySearch> {
  const server = createServer((request, response) => {
    askedBy(request).then(
      (requested) => {
        // The clients of one kind refuse a server that does not name itself.
        response.writeHead(200, { "content-type": "application/json", "x-elastic-product": "Elasticsearch" });
        response.end(requested.method === "HEAD" ? undefined : JSON.stringify(answerTo(requested)));
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Nobody waits for it: a run that fails ends all the same.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
