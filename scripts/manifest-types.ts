/** What the API of Kubernetes says of a manifest: its types are made from the official OpenAPI document. */
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const TYPES = dirname(createRequire(import.meta.url).resolve("kubernetes-types/package.json"));
const FILE = resolve(import.meta.dirname, "manifest-in-question.ts");

/** Where the types of an apiVersion stand: "v1" is the core group, "policy/v1" that group. */
function moduleOf(apiVersion: string): string {
  const [version = "", group = "core"] = apiVersion.split("/").reverse();
  return join(TYPES, group.split(".")[0] ?? "", version);
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** The API's types and the language's, parsed once for all manifests. */
const parsed = new Map<string, ts.SourceFile>();

/** Sees the manifest's file, which is nowhere on the disk. */
function hostWith(text: string): ts.CompilerHost {
  const disk = ts.createCompilerHost(OPTIONS);
  return {
    ...disk,
    fileExists: (name) => name === FILE || disk.fileExists(name),
    getSourceFile(name, ...rest) {
      if (name === FILE) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
      const source = parsed.get(name) ?? disk.getSourceFile(name, ...rest);
      if (source) parsed.set(name, source);
      return source;
    },
  };
}

/** What is wrong with a manifest: kinds there are not, fields the API does not have or misses, values of another type. */
export function manifestProblems(manifest: { readonly apiVersion: string; readonly kind: string }): string[] {
  const { apiVersion, kind } = manifest;
  const text = `import type { ${kind} } from "${moduleOf(apiVersion)}";
const manifest: ${kind} = ${JSON.stringify(manifest, null, 1)};
`;
  const program = ts.createProgram([FILE], OPTIONS, hostWith(text));
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}
