/**
 * Loaded before Vitest in each test process. Vitest's resolve hook reports every import of a module by another to the
 * runner, for watching; a hub and its tests are thousands of modules. Source maps are for code that was transformed.
 */
import module from "node:module";
import process from "node:process";

const { registerHooks } = module;

module.registerHooks = ({ resolve, ...hooks }) =>
  registerHooks({
    ...hooks,
    ...(resolve && {
      // Test files alone have an address that only Vitest reads.
      resolve: (specifier, context, next) =>
        specifier.includes("%3Fvitest=") ? resolve(specifier, context, next) : next(specifier, context),
    }),
  });
module.setSourceMapsSupport = () => undefined;
process.setSourceMapsEnabled = () => undefined;
