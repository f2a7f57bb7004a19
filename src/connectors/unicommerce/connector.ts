/**
 * The shipper contract of Unicommerce (Uniware): six endpoints that couriers of India offer to be booked by shops'
 * systems. `shipper(preset)` makes the connector of one of them; presets/ has a file each.
 */

import { type Connector, type ConnectorMeta, defineConnector, type Ports } from "../kit/contract/contract.ts";
import { courier } from "../kit/contract/descriptors.ts";
import { auth, connectOf } from "./auth.ts";
import { shipmentsOf } from "./booking.ts";
import { classify } from "./classify.ts";
import { labels } from "./labels.ts";
import { manifests } from "./manifests.ts";
import { formFields, limits } from "./meta.ts";
import type { Preset } from "./preset.ts";
import { trackingOf } from "./tracking.ts";
import { catalog, english } from "./words.ts";

export function shipper(preset: Preset): Connector {
  const { id, name, icon, color, docs, setupSteps, notes } = preset;
  const meta: ConnectorMeta = {
    ...courier,
    ...{ id, name, icon, color, docs },
    setupFormFields: formFields(preset),
    setupSteps,
    topics: [],
    topicRouting: "path",
    limits,
    api: { version: "Unicommerce shipper contract, as read in 2026-11" },
    notes,
    facts: { currency: english("fact.currency") },
  };
  const ports: Ports = {
    shipments: shipmentsOf(preset),
    labels,
    tracking: trackingOf(preset),
    manifests,
  };
  return defineConnector({
    meta,
    folder: "unicommerce",
    auth,
    classify,
    connect: connectOf(name),
    maximum: ["shipments", "labels", "tracking", "manifests"],
    open: () => ports,
    ...catalog,
  });
}
