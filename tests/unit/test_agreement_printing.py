from __future__ import annotations

import attrs
import pytest
from builders_agreement import bare_view, full_view, long_view

from leadpact.agreement.printing import printed


class TestPrinted:
    """`printed`; that the size fits is held to a browser in `property/`."""

    def test_a_longer_page_prints_smaller(self) -> None:
        """Down to a smallest size, and never above the largest."""
        sizes = [printed(bare_view()).size, printed(full_view()).size]
        sizes += [printed(long_view(times)).size for times in (2, 3, 99)]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[0] == 10
        assert sizes[-1] == 5
        assert len(set(sizes)) == len(sizes)

    def test_a_longer_pledge_is_wider(self) -> None:
        """Within bounds, so that the other can be read too."""
        whole = full_view()
        marketing, sales = whole.pledges
        longer = attrs.evolve(sales, commitments=sales.commitments * 9)
        view = attrs.evolve(whole, pledges=(marketing, longer))
        assert printed(view).shares == (0.4, 0.6)
        view = attrs.evolve(whole, pledges=(longer, marketing))
        assert printed(view).shares == (0.6, 0.4)
        view = attrs.evolve(whole, pledges=(sales, sales))
        assert printed(view).shares == (0.5, 0.5)

    @pytest.mark.parametrize("count", [0, 1, 3, 4])
    def test_pledges_of_other_numbers_share_alike(self, count: int) -> None:
        """None is wider than another."""
        view = attrs.evolve(full_view(), pledges=(full_view().pledges[0],) * count)
        shares = printed(view).shares
        assert len(shares) == count
        assert sum(shares) == pytest.approx(min(count, 1), abs=0.02)
        assert len(set(shares)) <= 1
