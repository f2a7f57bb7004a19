#!/usr/bin/env node
// Runs the tests of a connector's package, the suite of the contract among them:
//   argosy-conformance                  of the package in this folder, from its sources
//   argosy-conformance <name or path>   of an installed one, from what it ships
import process from "node:process";
import { findPlace, runTests } from "../dist/connectors/kit/conformance/package/tests.js";

const [named, ...options] = process.argv.slice(2);
try {
  process.exitCode = runTests(findPlace(process.cwd(), named), options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
