/** Discounts of the organization's own: coupons, and those that apply by themselves. */
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDiscount, IconDotsVertical } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { ConfirmAction } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SideDrawer } from "../ui/side-drawer.tsx";
import { DiscountChannels } from "./channels.tsx";
import { DiscountDialog } from "./discount-dialog.tsx";
import { DiscountState, useEffectText } from "./discount-text.tsx";
import type { Discount } from "./queries.ts";
import { UsesDialog } from "./uses-dialog.tsx";

type Open =
  | { readonly what: "edit" | "uses" | "delete"; readonly of: Discount }
  | { readonly what: "new" | "channels" }
  | null;

export function Discounts() {
  const { t } = useTranslation("promotions");
  const { may } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const canEdit = may("edit_catalogue");
  const close = () => setOpen(null);
  const add = canEdit && <Button onClick={() => setOpen({ what: "new" })}>{t("addDiscount")}</Button>;
  return (
    <Page
      title={t("discounts")}
      actions={
        <>
          <Button variant="default" onClick={() => setOpen({ what: "channels" })}>
            {t("channels.title")}
          </Button>
          {add}
        </>
      }
    >
      <Quiet>{t("reach")}</Quiet>
      <ListScreen
        path="/api/discounts"
        label={t("discounts")}
        columns={useColumns()}
        nameOf={({ code, title }) => code ?? title}
        onOpen={(row) => setOpen({ what: canEdit ? "edit" : "uses", of: row })}
        rowActions={(row) => <RowMenu row={row} canEdit={canEdit} onOpen={setOpen} />}
        searchLabel={t("searchDiscounts")}
        filters={[
          { name: "isActive", label: t("state"), kind: "choice", options: flags(t("on"), t("stateOff")) },
          { name: "isAutomatic", label: t("kind"), kind: "choice", options: flags(t("automatic"), t("coupon")) },
          ...days(t("filters.addedFrom"), t("filters.addedBefore")),
        ]}
        empty={<Empty icon={IconDiscount} title={t("noDiscounts")} text={t("noDiscountsText")} action={add} />}
      />
      <SideDrawer
        of={open?.what === "channels" ? open : null}
        size="lg"
        title={() => t("channels.title")}
        onClose={close}
      >
        {() => <DiscountChannels />}
      </SideDrawer>
      {open?.what === "new" && <DiscountDialog discount={null} onClose={close} />}
      {open?.what === "edit" && <DiscountDialog discount={open.of} onClose={close} />}
      {open?.what === "uses" && <UsesDialog discount={open.of} onClose={close} />}
      {open?.what === "delete" && <Delete discount={open.of} onClose={close} />}
    </Page>
  );
}

const flags = (yes: string, no: string) => [
  { value: "true", label: yes },
  { value: "false", label: no },
];

function useColumns(): readonly Column<Discount>[] {
  const { t } = useTranslation("promotions");
  const { number, date } = useFormat();
  const effect = useEffectText();
  return [
    column.title("code", t("code"), ({ code }) => (code === null ? t("automatic") : <b className="code">{code}</b>)),
    column.fact("title", t("name"), ({ title }) => <bdi>{title}</bdi>, { share: 25 }),
    column.fact("effect", t("takesOff"), (row) => effect(row), { share: 25 }),
    column.state("state", t("state"), (row) => <DiscountState of={row} />),
    column.fact("until", t("endsOn"), ({ endsAt }) =>
      endsAt === null ? "–" : <span className="nowrap">{date(lastMoment(endsAt))}</span>,
    ),
    column.figure("uses", t("uses"), ({ uses, limits }) =>
      limits.uses === null ? number(uses) : t("usesOf", { uses: number(uses), most: number(limits.uses) }),
    ),
    column.when("created", t("added"), ({ createdAt }) => createdAt),
  ];
}

const lastMoment = (endsAt: string): string => new Date(Date.parse(endsAt) - 1).toISOString();

interface RowProps {
  readonly row: Discount;
  readonly canEdit: boolean;
  onOpen(open: Open): void;
}

function RowMenu({ row, canEdit, onOpen }: RowProps) {
  const { t } = useTranslation("promotions");
  const name = row.code ?? row.title;
  const change = useAction({
    run: (isActive: boolean) => body(hub.PATCH("/api/discounts/{id}", { ...ofId(row.id), body: { isActive } })),
    renews: [["discounts"]],
    said: (_, isActive) => t(isActive ? "switchedOn" : "switchedOff", { name }),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("actionsOf", { name })} loading={change.isRunning}>
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canEdit && <Menu.Item onClick={() => onOpen({ what: "edit", of: row })}>{t("edit")}</Menu.Item>}
        <Menu.Item onClick={() => onOpen({ what: "uses", of: row })}>{t("showUses")}</Menu.Item>
        {canEdit && (
          <Menu.Item onClick={() => change.start(!row.isActive)}>
            {t(row.isActive ? "switchOff" : "switchOn")}
          </Menu.Item>
        )}
        {canEdit && (
          <Menu.Item color="red" onClick={() => onOpen({ what: "delete", of: row })}>
            {t("delete")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Delete({ discount, onClose }: { readonly discount: Discount; onClose(): void }) {
  const { t } = useTranslation("promotions");
  const name = discount.code ?? discount.title;
  return (
    <ConfirmAction
      title={t("deleteTitle", { name })}
      text={t("deleteText")}
      label={t("deleteOf", { name })}
      run={() => body(hub.DELETE("/api/discounts/{id}", ofId(discount.id)))}
      renews={[["discounts"]]}
      said={t("deleted", { name })}
      onClose={onClose}
    />
  );
}
