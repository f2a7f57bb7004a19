/**
 * The version of the connector contract: of every module of the kit that a connector may import. A package names the one
 * it was written for, and a hub of another version does not load it. It rises with a change that such a package would not
 * survive, never with an addition (decision 640).
 */
export const CONTRACT_VERSION = 2;
