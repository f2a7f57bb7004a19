/**
 * The arrows of the house, one direction only:
 *   commerce <- connectors/kit <- connectors/<id>
 *   commerce <- db <- hub <- { engine, http } <- main;   engine also -> connectors (index and kit)
 */
const ours = "^src/";
const not = (...folders) => `^src/(?!${folders.join("|")})`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "Files that only name each other's types are no circle at run time.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "commerce-imports-nothing-of-ours",
      severity: "error",
      from: { path: "^src/commerce/" },
      to: { path: not("commerce/") },
    },
    {
      name: "kit-imports-commerce-only",
      severity: "error",
      from: { path: "^src/connectors/kit/" },
      to: { path: not("commerce/", "connectors/kit/") },
    },
    {
      name: "connector-imports-kit-and-commerce-only",
      comment: "Also keeps one connector from importing another.",
      severity: "error",
      from: { path: "^src/connectors/((?!kit/)[^/]+)/" },
      to: { path: ours, pathNot: "^src/(commerce|connectors/kit|connectors/$1)/" },
    },
    {
      name: "only-the-catalogue-lists-connectors",
      comment: "Everything else finds a connector through src/connectors/index.ts; main starts sandboxes for nobody.",
      severity: "error",
      from: { path: ours, pathNot: "^src/connectors/(index|sandboxes)\\.ts$|^src/connectors/[^/]+/|\\.test\\.ts$" },
      to: { path: "^src/connectors/(?!kit/)[^/]+/" },
    },
    {
      name: "db-imports-commerce-only",
      severity: "error",
      from: { path: "^src/db/" },
      to: { path: not("commerce/", "db/", "config\\.ts$") },
    },
    {
      name: "hub-imports-db-and-commerce-only",
      severity: "error",
      from: { path: "^src/hub/", pathNot: "\\.test\\.ts$" },
      to: { path: not("commerce/", "db/", "hub/", "config\\.ts$") },
    },
    {
      name: "engine-does-not-import-http",
      severity: "error",
      from: { path: "^src/engine/", pathNot: "\\.test\\.ts$" },
      to: { path: not("commerce/", "connectors/", "db/", "hub/", "engine/", "config\\.ts$") },
    },
    { name: "nothing-imports-main", severity: "error", from: {}, to: { path: "^src/main\\.ts$" } },
    {
      name: "config-imports-commerce-only",
      severity: "error",
      from: { path: "^src/config\\.ts$" },
      to: { path: not("commerce/", "config\\.ts$") },
    },
    {
      name: "tests-stay-tests",
      severity: "error",
      from: { path: ours, pathNot: "\\.test\\.ts$|/(testing|test-server|conformance[^/]*)\\.ts$|/conformance/" },
      to: { path: "\\.test\\.ts$|^src/db/(testing|test-server)\\.ts$|^(test|bench|demo|scripts)/" },
    },
    {
      name: "no-development-package-at-run-time",
      severity: "error",
      from: {
        path: ours,
        pathNot: "\\.test\\.ts$|/(testing|test-server|conformance[^/]*|spec-[^/]*)\\.ts$|/conformance/",
      },
      to: { dependencyTypes: ["npm-dev"] },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    parser: "swc",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
