/** For tests: a real server that speaks S3 and checks signatures, with one bucket, on this machine. */
import { createRequire } from "node:module";
import type { ObjectStore } from "../../config.ts";

interface Server {
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}
interface ServerOptions {
  readonly port: number;
  readonly address: string;
  readonly silent: boolean;
  readonly directory: string;
  readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly string[] }[];
}
// It brings no types.
const S3rver = createRequire(import.meta.url)("@20minutes/s3rver") as new (options: ServerOptions) => Server;

export interface TestBucket extends AsyncDisposable {
  readonly store: ObjectStore;
}

/** Keeps its objects in `folder`, so that one started later on the same port has them still. */
export async function testBucket(folder: string, port = 0): Promise<TestBucket> {
  const server = new S3rver({
    port,
    address: "127.0.0.1",
    silent: true,
    directory: folder,
    configureBuckets: [{ name: "files", configs: [] }],
  });
  const { port: taken } = await server.run();
  return {
    store: {
      endpoint: `http://127.0.0.1:${taken}`,
      bucket: "files",
      region: "us-east-1",
      keyId: "S3RVER",
      key: "S3RVER",
      prefix: "hub/one",
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
