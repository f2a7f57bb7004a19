/** Object storage that speaks S3, asked by path style (https://host/bucket/key), as MinIO and its like want it. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { S3mini, S3ServiceError, type UploadPart } from "s3mini";
import type { ObjectStore } from "../../config.ts";
import { HubError } from "../errors.ts";
import type { Objects } from "./objects.ts";
import { piecesOf } from "./pieces.ts";

// S3 takes parts from 5 MB on and 10,000 of them: 80 GB. One at a time is in memory.
const PART = 8 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** Before the second and the third try of one call. */
const PAUSES_MS = [200, 1_000];

/** `pausesMs` for tests. */
export function createS3(store: ObjectStore, { pausesMs = PAUSES_MS } = {}): Objects {
  const client = new S3mini({
    endpoint: `${store.endpoint}/${store.bucket}`,
    region: store.region,
    accessKeyId: store.keyId,
    secretAccessKey: store.key,
    requestAbortTimeout: TIMEOUT_MS,
    // The address is the operator's and may be private; it leads nowhere else.
    fetch: (input, init) => fetch(input, { ...init, redirect: "manual" }),
  });
  const where = `${new URL(store.endpoint).host}/${store.bucket}`;
  /** Repeats what went wrong on the way; throws what it means. */
  async function ask<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++)
      try {
        return await work();
      } catch (error) {
        const pause = pausesMs[attempt];
        if (pause === undefined || !isPassing(error)) throw meaning(error, where);
        await delay(pause);
      }
  }
  const put = (key: string, bytes: Buffer) => ask(() => client.putObject(key, bytes, "application/octet-stream"));
  const remove = async (key: string) => {
    await ask(() => client.deleteObject(key));
  };
  async function read(key: string, from: number, to: number): Promise<Buffer | null> {
    return ask(async () => {
      const answer = await client.getObjectRaw(key, false, from, to).catch((error: unknown) => {
        if (error instanceof S3ServiceError && error.serviceCode === "NoSuchKey") return null;
        throw error;
      });
      return answer === null ? null : Buffer.from(await answer.arrayBuffer());
    });
  }
  return {
    newKey: (organization) => `${store.prefix}/${organization}/${randomUUID()}`,
    async write(key, bytes) {
      const parts = piecesOf(bytes, PART);
      const first = await parts.next();
      const second = await parts.next();
      if (first.done) await put(key, Buffer.alloc(0));
      else if (second.done) await put(key, first.value);
      else await inParts({ client, ask }, key, chained([first.value, second.value], parts));
    },
    read,
    remove,
    async check() {
      const key = `${store.prefix}/check/${randomUUID()}`;
      try {
        await put(key, Buffer.from("argosy"));
        const seen = await read(key, 0, 6);
        await remove(key);
        return seen?.toString() === "argosy" ? null : `${where} does not give back what is written to it.`;
      } catch (error) {
        return error instanceof HubError ? error.message : String(error);
      }
    },
  };
}

async function* chained(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

interface ObjectRequest {
  readonly client: S3mini;
  readonly ask: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Until it is complete nothing is there under the key. */
async function inParts({ client, ask }: ObjectRequest, key: string, parts: AsyncIterable<Buffer>): Promise<void> {
  const upload = await ask(() => client.getMultipartUploadId(key, "application/octet-stream"));
  try {
    const sent: UploadPart[] = [];
    for await (const part of parts) sent.push(await ask(() => client.uploadPart(key, upload, part, sent.length + 1)));
    await ask(() => client.completeMultipartUpload(key, upload, sent));
  } catch (error) {
    // What went wrong first says more; parts that stay are removed by the bucket's rule (docs/operations.md).
    await client.abortMultipartUpload(key, upload).catch(() => undefined);
    throw error;
  }
}

/** No answer, or one that says "later". */
function isPassing(error: unknown): boolean {
  if (error instanceof S3ServiceError) return error.status >= 500 || error.status === 429;
  return !(error instanceof HubError);
}

/** What the operator can do about it stands in the message; whoever uploads reads that it is the operator's. */
function meaning(error: unknown, where: string): HubError {
  const isRefused = error instanceof S3ServiceError && error.status < 500 && error.status !== 429;
  const made = isRefused
    ? new HubError(
        "FILE_STORE_REFUSES",
        "busy",
        `The object storage ${where} refuses this hub (${error.serviceCode ?? error.status}). Whoever runs the hub checks S3_BUCKET, S3_REGION and the key.`,
      )
    : new HubError(
        "FILE_STORE_AWAY",
        "busy",
        `The object storage ${where} does not answer. Try again in some minutes.`,
      );
  made.cause = error;
  return made;
}
