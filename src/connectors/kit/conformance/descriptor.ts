import { expect } from "vitest";
import type { Case } from "./case.ts";

const PLACEHOLDER = /\{([a-zA-Z]+)(?::([^}]*))?\}/g;

export const descriptorCases: readonly Case[] = [
  {
    name: "descriptor: names, logo, dates and history are complete",
    run: async ({ connector: { meta } }) => {
      expect(meta.id).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(meta.color).toMatch(/^#[0-9a-fA-F]{6}$/);
      expect(
        [meta.name, meta.icon, meta.orderPrefix, meta.api.version, meta.docs].every((text) => text.length > 0),
      ).toBe(true);
      if (meta.api.endsOn !== undefined) expect(meta.api.endsOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    },
  },
  {
    name: "descriptor: form fields are unique, their patterns compile and accept the sandbox's own values",
    run: async ({ connector: { meta }, shop }) => {
      const fields = meta.setupFormFields;
      expect(new Set(fields.map((field) => field.id)).size).toBe(fields.length);
      const credentials = shop.credentials();
      for (const field of fields) {
        expect(field.label.length, field.id).toBeGreaterThan(0);
        if (field.type === "select") expect(field.options?.length ?? 0, field.id).toBeGreaterThan(0);
        const value = credentials[field.id];
        if (field.required && !field.afterSave) expect(value, `credentials() lacks ${field.id}`).toBeTruthy();
        if (field.pattern !== undefined) {
          expect(field.patternHint, `${field.id} needs a patternHint`).toBeTruthy();
          // A sandbox's address is no platform address; everything else must pass.
          if (value && field.type !== "url") expect(value, field.id).toMatch(new RegExp(field.pattern, "u"));
        }
      }
      for (const name of Object.keys(credentials)) expect(fields.map((field) => field.id)).toContain(name);
    },
  },
  {
    name: "descriptor: setup steps speak only of topics and values that exist",
    proves: ["B40.6"],
    run: async ({ connector: { meta } }) => {
      expect(meta.setupSteps.length).toBeGreaterThan(0);
      const topics = meta.topics.map((topic) => topic.id);
      for (const step of meta.setupSteps) {
        expect(step.title.length).toBeGreaterThan(0);
        for (const [, word, argument] of step.text.matchAll(PLACEHOLDER)) {
          expect(["webhookUrl", "webhookSecret", "callbackUrl"], step.text).toContain(word);
          if (word === "webhookUrl") expect(topics, step.text).toContain(argument ?? "");
        }
      }
    },
  },
  {
    name: "descriptor: topics are unique and secrets made by the platform have a field to paste them into",
    proves: ["A3.10"],
    run: async ({ connector: { meta } }) => {
      expect(new Set(meta.topics.map((topic) => topic.id)).size).toBe(meta.topics.length);
      const secretFields = meta.setupFormFields.filter((field) => field.type === "secret").map((field) => field.id);
      for (const { secret } of meta.topics)
        if (secret.madeBy === "platform") expect(secretFields).toContain(secret.field);
    },
  },
  {
    name: "descriptor: every limit has figures and a source",
    run: async ({ connector: { meta } }) => {
      for (const bucket of meta.limits) {
        expect(bucket.rate, bucket.id).toBeGreaterThan(0);
        expect(bucket.burst, bucket.id).toBeGreaterThanOrEqual(1);
        expect(bucket.source.length, `${bucket.id} needs a source`).toBeGreaterThan(5);
      }
    },
  },
  {
    name: "descriptor: an open connection has no port beyond the declared maximum",
    run: async ({ connector, connect }) => {
      const { ports } = await connect();
      const open = Object.entries(ports).flatMap(([name, port]) => (port === undefined ? [] : [name]));
      for (const name of open) expect(connector.maximum).toContain(name);
      expect(open.length).toBeGreaterThan(0);
    },
  },
];
