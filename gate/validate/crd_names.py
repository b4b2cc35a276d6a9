"""What CustomResourceDefinitions are called."""

from __future__ import annotations

GROUP = "apiextensions.k8s.io"
KIND = "CustomResourceDefinition"
