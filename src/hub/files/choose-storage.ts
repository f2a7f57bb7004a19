import type { Config } from "../../config.ts";
import type { FileStorage } from "./objects.ts";

/** Where the operator's settings keep files; what speaks S3 is read only where it is set up. */
export async function fileStorageOf({
  filesIn,
  objectStore,
}: Pick<Config, "filesIn" | "objectStore">): Promise<FileStorage> {
  return {
    writesTo: filesIn === "s3" ? "objects" : "database",
    objects: objectStore ? (await import("./s3.ts")).createS3(objectStore) : null,
  };
}
