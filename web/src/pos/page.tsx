/** Registers of the shops, who sells at them, how they tax, and their sessions. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Status } from "../ui/status.tsx";
import { registersQuery, staffQuery } from "./queries.ts";
import { RegisterDialog } from "./register-dialog.tsx";
import { RowButton } from "./row-button.tsx";
import { Sales } from "./sales.tsx";
import { Sessions } from "./sessions.tsx";
import { StaffDialog } from "./staff-dialog.tsx";
import { TaxRates } from "./tax-rates.tsx";
import { TerminalDialog } from "./terminal-dialog.tsx";

export function PointOfSale() {
  const { t } = useTranslation("pos");
  return (
    <Page
      title={t("title")}
      actions={
        // A page of its own, which also opens without network.
        <Button component="a" href="/register/" variant="default">
          {t("sell")}
        </Button>
      }
    >
      <Registers />
      <Staff />
      <TaxRates />
      <Sales />
      <Sessions />
    </Page>
  );
}

function Registers() {
  const { t } = useTranslation("pos");
  const { may } = useSession();
  const { data: rows = [], error } = useQuery(registersQuery);
  const [edited, setEdited] = useState<Shape<"Register"> | "new" | null>(null);
  const [terminalOf, setTerminalOf] = useState<Shape<"Register"> | null>(null);
  const canEdit = may("edit_catalogue");
  return (
    <Card
      help={<Help of="register" />}
      title={t("registers")}
      isFlush={rows.length > 0}
      actions={canEdit && <Button onClick={() => setEdited("new")}>{t("newRegister")}</Button>}
    >
      {error !== null && <ProblemNotice error={error} />}
      <PlainList
        label={t("registers")}
        rows={rows}
        none={t("noRegisters")}
        columns={(column) => [
          column.title("name", t("name"), ({ name }) => <bdi>{name}</bdi>),
          column.fact("prefix", t("prefix"), ({ prefix }) => <bdi>{prefix}</bdi>),
          column.fact("location", t("location"), (row) => <bdi>{row.locationName}</bdi>),
          column.fact("currency", t("currency"), ({ currency }) => currency),
          column.state("state", t("state"), ({ isActive, openSessionId }) => (
            <Status meaning={isActive && openSessionId !== null ? "good" : "neutral"}>
              {t(isActive ? (openSessionId === null ? "closed" : "open") : "off")}
            </Status>
          )),
        ]}
        {...(canEdit && {
          actions: (row: Shape<"Register">) => (
            <>
              {may("connect") && <RowButton label={t("terminal")} of={row.name} onClick={() => setTerminalOf(row)} />}
              <RowButton label={t("edit")} of={row.name} onClick={() => setEdited(row)} />
            </>
          ),
        })}
      />
      {terminalOf !== null && <TerminalDialog register={terminalOf} onClose={() => setTerminalOf(null)} />}
      {edited !== null && (
        <RegisterDialog register={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Card>
  );
}

function Staff() {
  const { t } = useTranslation("pos");
  const { may } = useSession();
  const { data: rows = [], error } = useQuery(staffQuery);
  const [edited, setEdited] = useState<Shape<"RegisterStaff"> | "new" | null>(null);
  const canEdit = may("edit_catalogue");
  return (
    <Card
      help={<Help of="register" />}
      title={t("staff")}
      isFlush={rows.length > 0}
      actions={
        canEdit && (
          <Button variant="default" onClick={() => setEdited("new")}>
            {t("newStaff")}
          </Button>
        )
      }
    >
      {error !== null && <ProblemNotice error={error} />}
      <PlainList
        label={t("staff")}
        rows={rows}
        none={t("noStaff")}
        columns={(column) => [
          column.title("name", t("name"), ({ name }) => <bdi>{name}</bdi>),
          column.fact("role", t("role"), ({ isManager }) => t(isManager ? "manager" : "seller")),
          column.state("state", t("state"), ({ isActive }) =>
            isActive ? "" : <Status meaning="neutral">{t("off")}</Status>,
          ),
        ]}
        {...(canEdit && {
          actions: (row: Shape<"RegisterStaff">) => (
            <RowButton label={t("edit")} of={row.name} onClick={() => setEdited(row)} />
          ),
        })}
      />
      {edited !== null && <StaffDialog staff={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}
