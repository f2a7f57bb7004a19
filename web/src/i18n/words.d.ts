import "i18next";
import type admin from "../admin/messages/en.json";
import type alerts from "../alerts/messages/en.json";
import type audit from "../audit/messages/en.json";
import type conflicts from "../conflicts/messages/en.json";
import type firstRun from "../first-run/messages/en.json";
import type home from "../home/messages/en.json";
import type integrations from "../integrations/messages/en.json";
import type metrics from "../metrics/messages/en.json";
import type orders from "../orders/messages/en.json";
import type runs from "../runs/messages/en.json";
import type settings from "../settings/messages/en.json";
import type shell from "../shell/messages/en.json";
import type stores from "../stores/messages/en.json";
import type ui from "../ui/messages/en.json";

// One line a folder that has words, so that a key nobody wrote is a type error.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "ui";
    resources: {
      ui: typeof ui;
      shell: typeof shell;
      "first-run": typeof firstRun;
      integrations: typeof integrations;
      home: typeof home;
      metrics: typeof metrics;
      orders: typeof orders;
      stores: typeof stores;
      alerts: typeof alerts;
      conflicts: typeof conflicts;
      runs: typeof runs;
      settings: typeof settings;
      audit: typeof audit;
      admin: typeof admin;
    };
  }
}
