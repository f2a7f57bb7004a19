#!/usr/bin/env node
// Checks a connector's package: types, package.json, texts, the suite, the official description, planted bugs, captures
// of a real shop, and simulated worlds. What is wrong with one part keeps no other from running.
//   argosy-check                                     the package in this folder
//   argosy-check <name or path>                      an installed one
//   argosy-check --hub <clone of the hub> [--seeds 20]   also simulated worlds
import process from "node:process";
import { checkPackage } from "../dist/connectors/kit/conformance/package/check.js";

try {
  process.exitCode = await checkPackage(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
