<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** What happens in Salesforce when a person is deprovisioned: co_salesforce_provisioner_targets.deprovision_policy */
class SalesforceDeprovisionPolicyEnum
{
  const Nothing  = 'N';
  const SetField = 'F';
  const Delete   = 'D';
}

/** What happens when Salesforce finds that a new Contact duplicates another: co_salesforce_provisioner_targets.duplicate_policy */
class SalesforceDuplicatePolicyEnum
{
  const Fail  = 'F';
  const Adopt = 'A';
  const Save  = 'S';
}
