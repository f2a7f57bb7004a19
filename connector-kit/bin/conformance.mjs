#!/usr/bin/env node
// Runs the tests of a connector's package, the suite of the contract among them:
//   argosy-conformance                  of the package in this folder, from its sources
//   argosy-conformance <name or path>   of an installed one, from what it ships
// Options are handed to the test runner: argosy-conformance -t "stock:"
import process from "node:process";
import { findPackageFolder, runTests } from "../dist/connectors/kit/conformance/package/tests.js";

const given = process.argv.slice(2);
const named = given[0]?.startsWith("-") ? undefined : given[0];
const options = named === undefined ? given : given.slice(1);
try {
  process.exitCode = runTests(findPackageFolder(process.cwd(), named), options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
