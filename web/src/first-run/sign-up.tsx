import { Button, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { askAuth, renewSession } from "../data/sign-in.ts";
import { signUpQuery } from "../data/sign-up-query.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ownAddress } from "../routing/own-address.ts";
import { useFormAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { AddressForm } from "./address-form.tsx";
import { Frame } from "./frame.tsx";
import { Invited } from "./invited.tsx";
import { NewPassword } from "./new-password.tsx";

/** The link that led here may let somebody make an account where not everybody may. */
function tokenOf(back = ""): Record<string, string> {
  const { pathname, searchParams } = new URL(ownAddress(back) ?? "/", window.location.origin);
  const token = searchParams.get("token");
  const name = { "/setup": "setup", "/invitation": "invitation" }[pathname];
  return token === null || name === undefined ? {} : { [name]: token };
}

/** Where anybody may sign up, the address comes first: the link mailed to it leads here again, with its proof. */
export function SignUp() {
  const { t } = useTranslation("first-run");
  const { back, proof } = useSearch({ from: "/sign-up" });
  const token: Record<string, string> = proof === undefined ? tokenOf(back) : { proof };
  const requested = useQuery({
    ...signUpQuery,
    enabled: Object.keys(token).length === 0,
  });
  if (requested.isLoading)
    return (
      <Frame title={t("signUp.title")}>
        <Skeleton h={60} />
      </Frame>
    );
  return requested.data?.mode === "proved" ? <Address /> : <Person token={token} />;
}

function Address() {
  const { t } = useTranslation("first-run");
  return (
    <AddressForm
      title={t("signUp.title")}
      text={t("signUp.proofText")}
      button={t("signUp.proofButton")}
      sent={(email) => t("signUp.proofSent", { email })}
      ask={(email) => askAuth("sign-up/proof", { email })}
    >
      <AlreadySignedIn />
    </AddressForm>
  );
}

function Person({ token }: { readonly token: Readonly<Record<string, string>> }) {
  const { t } = useTranslation("first-run");
  const { back, email: proved = "" } = useSearch({ from: "/sign-up" });
  const router = useRouter();
  const [typed, setTyped] = useState({ name: "", email: proved, password: "" });
  const set = (name: keyof typeof typed) => (event: { currentTarget: HTMLInputElement }) =>
    setTyped({ ...typed, [name]: event.currentTarget.value });
  const enter = useFormAction({
    run: () => askAuth("sign-up/email", { ...typed, ...token, email: typed.email.trim() }),
    done: async () => {
      await renewSession();
      router.history.push(ownAddress(back) ?? "/");
    },
  });
  return (
    <Frame title={t("signUp.title")} text={t("signUp.text")}>
      <Invited back={back} />
      <form onSubmit={submitting(() => enter.start())}>
        <Stack gap="sm">
          {enter.error !== null && <ProblemNotice error={enter.error} />}
          <TextInput label={t("name")} autoComplete="name" required value={typed.name} onChange={set("name")} />
          <TextInput
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            readOnly={proved !== ""}
            value={typed.email}
            onChange={set("email")}
          />
          <NewPassword
            label={t("password")}
            value={typed.password}
            onChange={(password) => setTyped({ ...typed, password })}
          />
          <Button type="submit" loading={enter.isRunning} fullWidth mt="xs">
            {t("signUp.button")}
          </Button>
          <AlreadySignedIn />
        </Stack>
      </form>
    </Frame>
  );
}

function AlreadySignedIn() {
  const { t } = useTranslation("first-run");
  const { back } = useSearch({ from: "/sign-up" });
  return (
    <Text size="sm" ta="center">
      {t("signUp.known")}{" "}
      <LinkAnchor to="/sign-in" search={{ back }} underline="always">
        {t("signUp.signIn")}
      </LinkAnchor>
    </Text>
  );
}
