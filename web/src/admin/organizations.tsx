import { Menu, NumberInput, Stack, Text } from "@mantine/core";
import { IconBuilding } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { RowMenu } from "../ui/more-menu.tsx";
import { fieldErrors } from "../ui/problem.tsx";
import { Status } from "../ui/status.tsx";
import { AdminFrame } from "./frame.tsx";

type Organization = Shape<"AdminOrganization">;
const LIMITS = ["stores", "members", "ordersPerMonth"] as const;
type Limit = (typeof LIMITS)[number];

export function AdminOrganizations() {
  const { t } = useTranslation("admin");
  return (
    <AdminFrame>
      <ListScreen
        path="/api/admin/organizations"
        label={t("sections.organizations")}
        columns={useOrganizationColumns()}
        nameOf="name"
        searchLabel={t("organizations.search")}
        filters={days(t("organizations.createdFrom"), t("organizations.createdBefore"))}
        rowActions={(organization) => <OrganizationMenu organization={organization} />}
        empty={<Empty icon={IconBuilding} title={t("organizations.emptyTitle")} text={t("organizations.emptyText")} />}
      />
    </AdminFrame>
  );
}

function useOrganizationColumns(): readonly Column<Organization>[] {
  const { t } = useTranslation("admin");
  const { number } = useFormat();
  const of = (used: number, most: number | undefined) => (
    <bdi dir="ltr" className="nowrap">
      {most === undefined ? number(used) : `${number(used)} / ${number(most)}`}
    </bdi>
  );
  return [
    column.title("name", t("organizations.name"), ({ name, slug }) => (
      <Stack gap={0}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        <Text size="xs" c="var(--quiet)" className="code" style={{ alignSelf: "flex-start" }}>
          {slug}
        </Text>
      </Stack>
    )),
    column.figure("stores", t("organizations.stores"), ({ stores, plan }) => of(stores, plan.stores)),
    column.figure("members", t("organizations.members"), ({ members, plan }) => of(members, plan.members)),
    column.figure("orders", t("organizations.orders"), ({ ordersThisMonth, plan }) =>
      of(ordersThisMonth, plan.ordersPerMonth),
    ),
    column.moment("active", t("organizations.lastActive"), ({ lastActiveAt }) => lastActiveAt, { onCard: "fact" }),
    column.state("state", t("organizations.state"), (organization) => (
      <OrganizationState organization={organization} />
    )),
    column.when("created", t("organizations.created"), ({ createdAt }) => createdAt),
  ];
}

function OrganizationState({ organization }: { readonly organization: Organization }) {
  const { t } = useTranslation("admin");
  if (organization.closedAt !== null) return <Status meaning="neutral">{t("organizations.closed")}</Status>;
  if (organization.outboundPausedAt !== null) return <Status meaning="attention">{t("organizations.heldBack")}</Status>;
  if (organization.failingStores > 0)
    return <Status meaning="failed">{t("organizations.failing", { number: organization.failingStores })}</Status>;
  return <Status meaning="good">{t("organizations.fine")}</Status>;
}

function OrganizationMenu({ organization }: { readonly organization: Organization }) {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const [open, setOpen] = useState<"limits" | "pause" | null>(null);
  const isPaused = organization.outboundPausedAt !== null;
  const path = ofId(organization.id);
  const toggle = useAction({
    run: () =>
      body(
        isPaused
          ? hub.POST("/api/admin/organizations/{id}/resume-outbound", path)
          : hub.POST("/api/admin/organizations/{id}/pause-outbound", path),
      ),
    async done() {
      await client.invalidateQueries({ queryKey: ["admin"] });
      await client.invalidateQueries({ queryKey: ["held-back"] });
      setOpen(null);
    },
    said: t(isPaused ? "outbound.nowResumed" : "outbound.nowPaused"),
  });
  if (organization.closedAt !== null) return null;
  return (
    <>
      <RowMenu label={t("actionsOf", { name: organization.name })}>
        <Menu.Item onClick={() => setOpen("limits")}>{t("organizations.setLimits")}</Menu.Item>
        <Menu.Item onClick={() => (isPaused ? toggle.start() : setOpen("pause"))}>
          {t(isPaused ? "organizations.resume" : "organizations.pause")}
        </Menu.Item>
      </RowMenu>
      {open === "limits" && <Limits organization={organization} onClose={() => setOpen(null)} />}
      <Confirm
        isOpen={open === "pause"}
        title={t("organizations.pauseTitle", { name: organization.name })}
        text={t("organizations.pauseText")}
        label={t("organizations.pause")}
        action={toggle}
        onClose={() => setOpen(null)}
      />
    </>
  );
}

function Limits({ organization, onClose }: { readonly organization: Organization; onClose(): void }) {
  const { t } = useTranslation("admin");
  const [typed, setTyped] = useState<Record<Limit, number | "">>({
    stores: organization.plan.stores ?? "",
    members: organization.plan.members ?? "",
    ordersPerMonth: organization.plan.ordersPerMonth ?? "",
  });
  const save = useFormAction({
    run: () =>
      body(
        hub.PATCH("/api/admin/organizations/{id}", {
          ...ofId(organization.id),
          body: { plan: Object.fromEntries(LIMITS.map((name) => [name, typed[name] === "" ? null : typed[name]])) },
        }),
      ),
    renews: [["admin"]],
    done: onClose,
    said: t("saved"),
  });
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      help={<Help of="plan_limits" />}
      title={t("organizations.limitsOf", { name: organization.name })}
      action={save}
      errors={errors}
      onClose={onClose}
    >
      <Text size="sm">{t("organizations.limitsText")}</Text>
      {LIMITS.map((name) => (
        <NumberInput
          key={name}
          label={t(`organizations.${name}`)}
          placeholder={t("organizations.unlimited")}
          min={0}
          allowDecimal={false}
          allowNegative={false}
          value={typed[name]}
          error={errors[`plan.${name}`]}
          onChange={(value) => setTyped({ ...typed, [name]: typeof value === "number" ? value : "" })}
        />
      ))}
    </FormDialog>
  );
}
