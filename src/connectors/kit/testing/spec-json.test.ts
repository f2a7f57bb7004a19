import { describe, expect, it } from "vitest";
import type { Exchanged } from "../http/call-log.ts";
import { jsonSchemaChecker, openApiSpec } from "./spec-json.ts";

const orderSchema = {
  type: "object",
  required: ["id", "total"],
  properties: { id: { type: "integer" }, total: { type: "string" }, note: { type: "string", nullable: true } },
};
const v3 = {
  openapi: "3.0.0",
  paths: {
    "/orders/{id}": {
      parameters: [{ name: "expand", in: "query", schema: { type: "string" } }],
      get: {
        responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } } },
      },
      put: {
        requestBody: { $ref: "#/components/requestBodies/Order" },
        responses: { 200: { description: "no body described" } },
      },
    },
    "/orders/count": {
      get: {
        parameters: [{ name: "status", in: "query", required: true }],
        responses: { "2XX": { content: { "application/json": { schema: { type: "integer" } } } } },
      },
    },
  },
  components: {
    schemas: { Order: orderSchema },
    requestBodies: { Order: { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } } },
  },
};
const v2 = {
  swagger: "2.0",
  paths: {
    "/orders": {
      post: {
        parameters: [{ in: "body", name: "body", schema: { $ref: "#/definitions/Order" } }],
        responses: { 201: { schema: { $ref: "#/definitions/Order" } } },
      },
    },
  },
  definitions: { Order: orderSchema },
};
const exchange = (method: string, path: string, requestBody: unknown, status: number, answer: unknown): Exchanged => ({
  operation: "test",
  method,
  url: `https://x.example/v1${path}`,
  requestHeaders: {},
  requestBody: requestBody === undefined ? "" : JSON.stringify(requestBody),
  status,
  responseHeaders: {},
  responseBody: JSON.stringify(answer),
});
const pathOf = ({ url }: Exchanged) => new URL(url).pathname.replace(/^\/v1/, "");

describe("calls against an OpenAPI document", () => {
  it("a document of OpenAPI 3 checks bodies, answers, and query parameters", () => {
    const spec = openApiSpec({ document: v3, pathOf });
    const good = exchange("PUT", "/orders/7?expand=x", { id: 7, total: "1.00", note: null }, 200, {});
    expect([spec.request(good), spec.response(good)]).toEqual(["valid", "uncovered"]);
    expect(spec.request(exchange("PUT", "/orders/7?nope=1", { id: "7", total: "1.00" }, 200, {}))).toEqual([
      "query parameter nope is not described",
      expect.stringContaining("/id must be integer"),
    ]);
    expect(spec.response(exchange("GET", "/orders/7", undefined, 200, { id: 7 }))).toEqual([
      expect.stringContaining("total"),
    ]);
    expect(spec.request(exchange("GET", "/orders/count", undefined, 200, 3))).toEqual([
      "query parameter status is required",
    ]);
    expect(spec.response(exchange("GET", "/orders/count?status=open", undefined, 200, 3))).toBe("valid");
    expect(spec.request(exchange("DELETE", "/orders/7", undefined, 200, {}))).toBe("uncovered");
  });

  it("a document of Swagger 2 is read", () => {
    const spec = openApiSpec({ document: v2, pathOf });
    const good = exchange("POST", "/orders", { id: 1, total: "2" }, 201, { id: 1, total: "2" });
    expect([spec.request(good), spec.response(good)]).toEqual(["valid", "valid"]);
    expect(spec.request(exchange("POST", "/orders", {}, 201, {}))).toHaveLength(2);
  });

  it("a plain JSON schema is accepted too", () => {
    const check = jsonSchemaChecker({
      type: "object",
      properties: { at: { type: "string", format: "date-time" }, odd: { type: "string", format: "made-up" } },
    });
    expect(check({ at: "2026-11-20T09:00:00Z", odd: "x" })).toEqual([]);
    expect(check({ at: "yesterday" })).toHaveLength(1);
  });
});
