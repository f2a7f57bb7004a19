/**
 * What a kustomization may hold: the fields of its Go type that are not deprecated, read 2026-11 at
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/kustomization.go and beside it. Kustomize itself
 * refuses every other one.
 */
const text = { type: "string" };
const flag = { type: "boolean" };
const texts = { type: "array", items: text };
const named = { type: "object", additionalProperties: text };
const only = (properties: Readonly<Record<string, object>>, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const many = (items: object) => ({ type: "array", items });

const generatorOptions = only({ labels: named, annotations: named, disableNameSuffixHash: flag, immutable: flag });
const generated = {
  name: text,
  namespace: text,
  behavior: { enum: ["create", "replace", "merge"] },
  files: texts,
  literals: texts,
  envs: texts,
  options: generatorOptions,
};
const selector = only({
  group: text,
  version: text,
  kind: text,
  name: text,
  namespace: text,
  labelSelector: text,
  annotationSelector: text,
});
const fieldSpec = only({ group: text, version: text, kind: text, path: text, create: flag });

export const kustomizationSchema = only(
  {
    apiVersion: { const: "kustomize.config.k8s.io/v1beta1" },
    kind: { const: "Kustomization" },
    metadata: only({ name: text, namespace: text, labels: named, annotations: named }),
    openapi: named,
    namePrefix: text,
    nameSuffix: text,
    namespace: text,
    labels: many(
      only({ pairs: named, includeSelectors: flag, includeTemplates: flag, fields: many(fieldSpec) }, ["pairs"]),
    ),
    commonAnnotations: named,
    patches: many(
      only({ path: text, patch: text, target: selector, options: { type: "object", additionalProperties: flag } }),
    ),
    images: many(only({ name: text, newName: text, newTag: text, tagSuffix: text, digest: text }, ["name"])),
    replacements: many({ type: "object" }),
    replicas: many(only({ name: text, count: { type: "integer", minimum: 0 } }, ["name", "count"])),
    sortOptions: only({
      order: { enum: ["legacy", "fifo"] },
      legacySortOptions: only({ orderFirst: texts, orderLast: texts }),
    }),
    resources: texts,
    components: texts,
    crds: texts,
    configMapGenerator: many(only(generated)),
    secretGenerator: many(only({ ...generated, type: text })),
    helmGlobals: only({ chartHome: text, configHome: text }),
    helmCharts: many({ type: "object" }),
    generatorOptions,
    configurations: texts,
    generators: texts,
    transformers: texts,
    validators: texts,
    buildMetadata: many({ enum: ["originAnnotations", "transformerAnnotations", "managedByLabel"] }),
  },
  // Written, so that a file says what it is.
  ["apiVersion", "kind"],
);
