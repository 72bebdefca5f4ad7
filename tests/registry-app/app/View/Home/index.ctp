<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('pageTitleAndButtons', ['title' => $title_for_layout]);
?>
<p>The application of the tests.</p>
